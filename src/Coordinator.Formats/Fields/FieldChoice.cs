using System.Text.Json.Nodes;

namespace Coordinator.Formats.Fields;

/// <summary>Fields of which at most one, or exactly one, is given.</summary>
internal sealed record FieldChoice(bool NeedsOne, string[] Names)
{
    public void Check(ObjectScope scope)
    {
        var given = Names.Where(scope.Has).ToList();
        var list = string.Join(", ", Names.Select(name => $"`{name}`"));
        if (given.Count > 1)
            scope.Error(given[1], NeedsOne ? FormatErrorCodes.ExactlyOne : FormatErrorCodes.Conflict,
                $"{(NeedsOne ? "exactly" : "only")} one of {list} is taken; `{given[0]}` is there already");
        else if (given.Count == 0 && NeedsOne)
            scope.At.Fail(scope.Mapping, FormatErrorCodes.ExactlyOne, $"exactly one of {list} is needed; none is here");
    }

    public IEnumerable<JsonNode> Schema()
    {
        if (NeedsOne)
            yield return new JsonObject { ["oneOf"] = new JsonArray([.. Names.Select(name => Required(name))]) };
        else
            for (var i = 0; i < Names.Length; i++)
                for (var j = i + 1; j < Names.Length; j++)
                    yield return new JsonObject { ["not"] = Required(Names[i], Names[j]) };
    }

    private static JsonObject Required(params string[] names) =>
        new() { ["required"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) };
}
