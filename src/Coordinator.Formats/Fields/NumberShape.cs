using System.Globalization;
using System.Text.Json.Nodes;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>A number within limits.</summary>
internal sealed class NumberShape(double least, double greatest) : Shape<double>
{
    /// <summary>Whether the least value itself is outside.</summary>
    public bool AboveLeast { get; init; }

    /// <summary>Whether the greatest value itself is outside.</summary>
    public bool BelowGreatest { get; init; }

    public override bool TryRead(SourceNode node, ReadPoint at, out double value)
    {
        value = 0;
        if (node is not ScalarNode { Value: long or ulong or double } scalar)
            return at.WrongType(node, "a number");
        var number = Convert.ToDouble(scalar.Value, CultureInfo.InvariantCulture);
        if (double.IsNaN(number) || number < least || number > greatest || (AboveLeast && number <= least)
            || (BelowGreatest && number >= greatest))
            return at.Fail(node, FormatErrorCodes.OutOfRange, $"{scalar.Text} is not {Range()}");
        value = number;
        return true;
    }

    public override JsonNode? Write(double value) => JsonValue.Create(value);

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions)
    {
        var schema = new JsonObject { ["type"] = "number" };
        schema[AboveLeast ? "exclusiveMinimum" : "minimum"] = least;
        schema[BelowGreatest ? "exclusiveMaximum" : "maximum"] = greatest;
        return schema;
    }

    private string Range()
    {
        var from = least.ToString(CultureInfo.InvariantCulture);
        var to = greatest.ToString(CultureInfo.InvariantCulture);
        return (AboveLeast, BelowGreatest) switch
        {
            (false, false) => $"within {from} to {to}",
            (true, false) => $"above {from} and at most {to}",
            (false, true) => $"at least {from} and below {to}",
            (true, true) => $"between {from} and {to}",
        };
    }
}
