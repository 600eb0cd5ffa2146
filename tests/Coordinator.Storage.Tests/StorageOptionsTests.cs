using Microsoft.Extensions.Options;

namespace Coordinator.Storage.Tests;

public sealed class StorageOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreSound() => Assert.Empty(new StorageOptions().Validate());

    [Theory]
    [InlineData("")]
    [InlineData(":memory:")]
    [InlineData("file:x?mode=memory")]
    [InlineData("data/")]
    [InlineData("/tmp")]
    [InlineData("a\0b")]
    public void Validate_APathThatIsNoFile_NamesItsKey(string path) =>
        Assert.StartsWith("Storage:Path: ",
            Assert.Single(new StorageOptions { Path = path }.Validate()), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("Host=db", "Database is missing")]
    [InlineData("Database=c", "Host is missing")]
    [InlineData("Host=db;Database=c;Pasword=secret", "not a connection string")]
    public void Validate_AConnectionString_NamesItsKeyAndKeepsItsSecrets(string? connectionString, string expected)
    {
        var options = new StorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = connectionString };

        var error = Assert.Single(options.Validate());

        Assert.StartsWith("Storage:ConnectionString: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_ManyErrors_GivesAllOfThem()
    {
        var options = new StorageOptions
        {
            Path = "",
            ServiceId = " ",
            Timeout = TimeSpan.FromMilliseconds(1500),
            QueueCapacity = 0,
            GroupSize = 5000,
            Readers = 65,
        };

        Assert.Equal(
            ["Storage:Path", "Storage:ServiceId", "Storage:Timeout",
            "Storage:QueueCapacity", "Storage:GroupSize", "Storage:Readers"],
            options.Validate().Select(error => string.Join(':', error.Split(':')[..2])));
        var thrown = Assert.Throws<OptionsValidationException>(() => new CoordinatorStorage(options));
        Assert.Equal(6, thrown.Failures.Count());
    }

    [Fact]
    public void Validate_AnUnknownProvider_NamesThoseThatAre() => Assert.Contains(
        "sqlite, postgresql", Assert.Single(new StorageOptions { Provider = (StorageProvider)9 }.Validate()),
            StringComparison.Ordinal);
}
