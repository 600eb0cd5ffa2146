using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>How the preview and what users reach are probed.</summary>
internal static class ProbesShape
{
    private static readonly ObjectShape<ProbeTargetSpec> Target = new ObjectShape<ProbeTargetSpec>(
            "ProbeTarget", "How requests reach a colour or the users' entrance.", new())
        .Optional("via", new WordShape("apiProxy"), _ => null, (x, _) => x,
            "`apiProxy`: through the API server's proxy, as it is without a `url`.")
        .Optional("url", Texts.Url, x => x.Url, (x, v) => x with { Url = v }, "Base URL; left out, the API server's proxy.")
        .OptionalValue("port", Numbers.Port, x => x.Port, (x, v) => x with { Port = v },
            "Port of the pod or Service for the proxy; left out, the Service's first port.")
        .Optional("host", Texts.Host, x => x.Host, (x, v) => x with { Host = v }, "Host header; left out, the URL's.")
        .Optional("every", DurationShape.Of("1s", "10m"), x => x.Every, (x, v) => x with { Every = v }, "Time between probes.")
        .AtMostOne("via", "url").AtMostOne("url", "port");

    public static readonly ObjectShape<ProbesSpec> Shape = new ObjectShape<ProbesSpec>(
            "Probes", "How the preview and what users reach are probed; left out, through the API server's service proxy.", new())
        .Optional("preview", Target, x => x.Preview, (x, v) => x with { Preview = v }, "The preview colour.")
        .Optional("active", Target, x => x.Active, (x, v) => x with { Active = v }, "What users reach.");
}
