using System.Text.RegularExpressions;

namespace Coordinator.Simulator.Tests.Kubectl;

/// <summary>What kubectl printed, with all that differs from run to run replaced by a name for it.</summary>
internal static partial class Normalized
{
    public static string Output(string text)
    {
        text = Progress().Replace(text, "");
        text = ClientLog().Replace(text, "");
        text = Node().Replace(text, "one-node-<n>");
        text = Uid().Replace(text, "<uid>");
        text = Server().Replace(text, "<server>");
        text = Instant().Replace(text, "<time>");
        text = Date().Replace(text, "<time>");
        text = PodName().Replace(text, "$1-<hash>-<suffix>");
        text = SetName().Replace(text, "$1-<hash>");
        text = JobPod().Replace(text, "$1-<suffix>");
        text = Hash().Replace(text, "$1<hash>");
        text = Address().Replace(text, "<ip>");
        text = Version().Replace(text, "$1<rv>");
        // Columns are as wide as what stands in them: one run has an age of 9s, the next of 10s.
        text = Gap().Replace(text, "  ");
        text = Age().Replace(text, "<age>");
        text = Lasting().Replace(text, "$1<age>");
        text = Mount().Replace(text, "$1<suffix>");
        text = Temporary().Replace(text, "$1<random>");
        return text;
    }

    /// <summary>How often a rollout is looked at while it goes on is a matter of timing.</summary>
    [GeneratedRegex(@"^Waiting for deployment .* (rollout to finish|spec update to be observed).*\n", RegexOptions.Multiline)]
    private static partial Regex Progress();

    /// <summary>What kubectl's own libraries log when a time limit cuts a watch: whether they get to it is a matter of timing.</summary>
    [GeneratedRegex(@"^[EWI]\d{4} \d\d:\d\d:\d\d\.\d+ .*\n", RegexOptions.Multiline)]
    private static partial Regex ClientLog();

    /// <summary>Which of the nodes a pod gets depends on which pod comes first.</summary>
    [GeneratedRegex(@"\bone-node-\d\b")]
    private static partial Regex Node();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"http://(token:[0-9a-f]+@)?127\.0\.0\.1:\d+")]
    private static partial Regex Server();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Instant();

    [GeneratedRegex(@"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")]
    private static partial Regex Date();

    [GeneratedRegex(@"\b(web-blue|web-green|web|shop|svgx-engine-blue)-[4-9bcdf]{5,10}-[bcdfghjklmnpqrstvwxz24-9]{5}\b")]
    private static partial Regex PodName();

    [GeneratedRegex(@"\b(web-blue|web-green|web|shop|svgx-engine-blue)-[4-9bcdf]{5,10}\b")]
    private static partial Regex SetName();

    [GeneratedRegex(@"\b(migrate|hello)-[bcdfghjklmnpqrstvwxz24-9]{5}\b")]
    private static partial Regex JobPod();

    [GeneratedRegex(@"(pod-template-hash[=:]\s*""?)[4-9bcdf]{5,10}")]
    private static partial Regex Hash();

    [GeneratedRegex(@"\b(10|192)\.\d+\.\d+\.\d+\b")]
    private static partial Regex Address();

    [GeneratedRegex(@"(resourceVersion""?: )""\d+""")]
    private static partial Regex Version();

    [GeneratedRegex(@"(?<!^[-+])(?<=\S)( {2,}|[ \t]*\t[ \t]*)", RegexOptions.Multiline)]
    private static partial Regex Gap();

    [GeneratedRegex(@"(?<=^|  )(\d{1,2}[dhms])+(?=  |$|\n| \(x)", RegexOptions.Multiline)]
    private static partial Regex Age();

    [GeneratedRegex(@"(over |\()(\d+[dhms])+(?= ago\)|\))")]
    private static partial Regex Lasting();

    [GeneratedRegex(@"(kube-api-access-)[bcdfghjklmnpqrstvwxz24-9]{5}\b")]
    private static partial Regex Mount();

    [GeneratedRegex(@"(kubectl-edit-|LIVE-|MERGED-)\d+")]
    private static partial Regex Temporary();
}
