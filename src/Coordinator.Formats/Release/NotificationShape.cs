using System.Text.Json;
using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>Who is told.</summary>
internal static class NotificationShape
{
    private static readonly ObjectShape<string> SecretRef = new ObjectShape<string>("SecretRef", "Where a key is kept.", "")
        .Required("file", Texts.FilePath, x => x, (_, v) => v, "File with the key, in the server's configured folder.");

    private static readonly ObjectShape<NotificationSpec> Shape = new ObjectShape<NotificationSpec>(
            "Notification", "A webhook that is told of events.", new() { Url = "" })
        .Required("url", Texts.Url, x => x.Url, (x, v) => x with { Url = v }, "Address of the webhook.")
        .Optional("events", new ListShape<NotificationEvent>(new EnumShape<NotificationEvent>())
        {
            UniqueBy = item => JsonNamingPolicy.CamelCase.ConvertName(item.ToString()),
            WhyNotEmpty = "it chooses no event; leave it out for all",
        },
            x => x.Events, (x, v) => x with { Events = v }, "Events; left out, all.")
        .Optional("format", new EnumShape<NotificationFormat>(), x => x.Format, (x, v) => x with { Format = v },
            "Form of the body.")
        .Optional("secretRef", SecretRef, x => x.SecretFile, (x, v) => x with { SecretFile = v },
            "Key that signs; left out, unsigned.");

    public static readonly ListShape<NotificationSpec> List = new(Shape) { MaxItems = 50 };
}
