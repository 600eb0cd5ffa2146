using Coordinator.Cli;

using var interrupt = new Interrupt();
var console = CliConsole.OfProcess();
return await CommandLine.RunAsync(CommandTree.Create(console), args, console, interrupt.Token);
