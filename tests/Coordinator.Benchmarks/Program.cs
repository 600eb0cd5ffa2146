using Coordinator.Benchmarks.Detection;

return args switch
{
    ["detection", .. var options] => DetectionCommand.Run(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Coordinator.Benchmarks detection [--json FILE] [--seed N] [--keep FILE] [--fraction N] [--quick]");
    return 2;
}
