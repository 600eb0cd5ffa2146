using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Tests.Schemas;

public sealed class FieldTableTests
{
    [Fact]
    public void The_field_table_is_that_of_the_client_library()
    {
        var rendered = ModelFields.Render(
            KindTable.Rows.Select(kind => kind.Schema).OfType<string>().Concat(BodySchemas.Rows.Select(body => body.Schema)));
        using var stream = typeof(KindTable).Assembly.GetManifestResourceStream("fields.json")!;
        using var reader = new StreamReader(stream);
        var stored = reader.ReadToEnd();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && rendered != stored) File.WriteAllText(Source(), rendered);
        Assert.Equal(stored, rendered);
    }

    private static string Source([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Coordinator.Simulator/Schemas/fields.json");
}
