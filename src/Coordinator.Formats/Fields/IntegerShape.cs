using System.Globalization;
using System.Text.Json.Nodes;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>A whole number within limits, both included.</summary>
internal sealed class IntegerShape(int least, int greatest) : Shape<int>
{
    public override bool TryRead(SourceNode node, ReadPoint at, out int value)
    {
        value = 0;
        // Some programs write 10 as 10.0, and JSON Schema takes it for a whole number too.
        if (node is not ScalarNode { Value: long or ulong or double } scalar
            || Convert.ToDouble(scalar.Value, CultureInfo.InvariantCulture) is var number && !double.IsInteger(number))
            return at.WrongType(node, "a whole number");
        if (number < least || number > greatest)
            return at.Fail(node, FormatErrorCodes.OutOfRange, $"{scalar.Text} is not within {least} to {greatest}");
        value = (int)number;
        return true;
    }

    public override JsonNode? Write(int value) => JsonValue.Create(value);

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions) =>
        new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = greatest };
}
