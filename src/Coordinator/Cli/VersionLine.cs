using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Coordinator.Cli;

/// <summary><c>coordinator 0.1.0</c>, with the commit where the build knows it.</summary>
internal sealed class VersionLine(CliConsole console) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var assembly = typeof(VersionLine).Assembly;
        console.Out.WriteLine($"coordinator {assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion}");
        return ExitCode.Done;
    }
}
