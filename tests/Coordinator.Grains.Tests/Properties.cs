// The clock moves when nothing is under way in the process: two tests at once would only wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
