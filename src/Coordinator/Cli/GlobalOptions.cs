using System.CommandLine;
using System.Text;
using Coordinator.Client;

namespace Coordinator.Cli;

/// <summary>The options that every verb has.</summary>
internal sealed class GlobalOptions
{
    private const string OutputName = "--output";
    private const string Json = "json";
    private const string Markdown = "markdown";
    private const int LongestToken = 16 * 1024;

    private readonly Option<string?> server = new("--server")
    {
        Description = "Address of the server (env COORDINATOR_SERVER; default http://127.0.0.1:8080)",
        HelpName = "URL",
        Recursive = true,
    };

    private readonly Option<string?> token = new("--token")
    {
        Description = "Token to call it with; other users of the machine see it in the process list (env COORDINATOR_TOKEN)",
        HelpName = "TOKEN",
        Recursive = true,
    };

    private readonly Option<string?> tokenFile = new("--token-file")
    {
        Description = "File that holds the token (env COORDINATOR_TOKEN_FILE)",
        HelpName = "FILE",
        Recursive = true,
    };

    private readonly Option<string> output = new(OutputName, "-o")
    {
        Description = "Form of the result on standard output; with json nothing else is written there",
        HelpName = "table|json",
        DefaultValueFactory = _ => "table",
        Recursive = true,
    };

    public GlobalOptions()
    {
        output.AcceptOnlyFromAmong("table", Json, Markdown);
        server.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && ServerOf(text) is null)
                result.AddError(NoServer("--server", text));
        });
        tokenFile.Validators.Add(result =>
        {
            if (result.GetResult(token) is not null)
                result.AddError("'--token' and '--token-file' exclude each other.");
        });
    }

    /// <summary>Whether a command line wants JSON.</summary>
    public static bool IsJson(ParseResult parse) => parse.GetValue<string>(OutputName) == Json;

    /// <summary>Whether a command line wants Markdown.</summary>
    public static bool IsMarkdown(ParseResult parse) => parse.GetValue<string>(OutputName) == Markdown;

    public void AddTo(RootCommand root)
    {
        root.Add(server);
        root.Add(token);
        root.Add(tokenFile);
        root.Add(output);
    }

    /// <summary>A client for the server that the command line or the environment names.</summary>
    /// <exception cref="UsageException">The environment names none, or a token can't be read.</exception>
    public CoordinatorClient Client(ParseResult parse, CliConsole console)
    {
        var named = parse.GetValue(server) ?? NotEmpty(console.Variable("COORDINATOR_SERVER"));
        var address = named is null
            ? ClientOptions.DefaultServer
            : ServerOf(named) ?? throw new UsageException(NoServer("COORDINATOR_SERVER", named));
        var secret = TokenOf(parse, console);
        if (secret is not null && address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
            console.Error.WriteLine($"warning: the token goes to {address.Host} unencrypted; use https");
        // On a terminal a line would break into a live picture.
        Action<string>? notice = console.IsTerminal ? null : console.Error.WriteLine;
        return new(new ClientOptions(address, secret) { Notice = notice }, console.Time);
    }

    private string? TokenOf(ParseResult parse, CliConsole console)
    {
        var (secret, origin) = (parse.GetValue(token), parse.GetValue(tokenFile)) switch
        {
            ({ } given, _) => (given, "--token"),
            (_, { } file) => (ReadToken(file), file),
            _ when NotEmpty(console.Variable("COORDINATOR_TOKEN")) is { } given => (given, "COORDINATOR_TOKEN"),
            _ when NotEmpty(console.Variable("COORDINATOR_TOKEN_FILE")) is { } file => (ReadToken(file), file),
            _ => (null, ""),
        };
        var trimmed = secret?.Trim();
        return trimmed is null || (trimmed.Length is > 0 and <= LongestToken && trimmed.All(c => c is > ' ' and < '\x7f'))
            ? trimmed
            : throw new UsageException($"{origin}: no token");
    }

    private static string ReadToken(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var bytes = new byte[LongestToken + 1];
            return Encoding.ASCII.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{file}: {fault.Message}");
        }
    }

    private static string NoServer(string origin, string text) => $"{origin}: '{text}' is no address like https://coordinator.example.com";

    private static Uri? ServerOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri is { Query: "", Fragment: "", UserInfo: "" }
            ? uri
            : null;

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
