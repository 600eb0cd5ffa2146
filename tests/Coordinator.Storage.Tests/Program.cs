using Xunit.MicrosoftTestingPlatform;

namespace Coordinator.Storage.Tests;

/// <summary>Runs the tests, or, started by one of them, is the process that is killed or holds a database.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args) => args switch
    {
        [ChildProcess.Write, var provider, var target] => await CrashWriter.RunAsync(ChildProcess.Options(provider, target)),
        [ChildProcess.Hold, var provider, var target] => await ChildProcess.HoldAsync(ChildProcess.Options(provider, target)),
        _ => await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    };
}
