using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;
using Coordinator.Formats.Manifests;
using Coordinator.Formats.Syntax;

namespace Coordinator.Formats.Release;

/// <summary>What a Job runs.</summary>
internal static class JobShape
{
    private static readonly ObjectShape<EnvFromValue> EnvFromShape =
        new ObjectShape<EnvFromValue>("EnvFrom", "Objects whose keys become environment variables.", new([], []))
            .Optional("secrets", Names, x => x.Secrets, (x, v) => x with { Secrets = v }, "Names of Secrets.")
            .Optional("configMaps", Names, x => x.ConfigMaps, (x, v) => x with { ConfigMaps = v }, "Names of ConfigMaps.");

    public static readonly ObjectShape<JobSpec> Shape = new ObjectShape<JobSpec>(
            "Job", "What a Kubernetes Job runs: an image with its command, or a whole pod template.", new())
        .Optional("image", Texts.Image, x => x.Image, (x, v) => x with { Image = v }, "The image.")
        .Optional("command", Words, x => x.Command, (x, v) => x with { Command = v }, "Entry point; left out, the image's.")
        .Optional("args", Words, x => x.Args, (x, v) => x with { Args = v }, "Arguments.")
        .Optional("env", new MapShape(Texts.EnvName, Texts.Template), x => x.Env, (x, v) => x with { Env = v },
            "Environment variables.")
        .Optional("envFrom", EnvFromShape, x => new EnvFromValue(x.EnvFromSecrets, x.EnvFromConfigMaps),
            (x, v) => x with { EnvFromSecrets = v.Secrets, EnvFromConfigMaps = v.ConfigMaps },
                "Objects whose keys become environment variables.")
        .Optional("podTemplate", new JsonObjectShape("a pod template"), x => x.PodTemplate, (x, v) => x with { PodTemplate = v },
            "A whole pod template (metadata and spec) instead of the fields above.")
        .ExactlyOne("image", "podTemplate")
        .AtMostOne("podTemplate", "command").AtMostOne("podTemplate", "args")
        .AtMostOne("podTemplate", "env").AtMostOne("podTemplate", "envFrom")
        .Check(["podTemplate"], CheckTemplate);

    private static ListShape<string> Names => new(Texts.ObjectName) { UniqueBy = name => name };

    private static ListShape<string> Words => new(Texts.Template);

    private static void CheckTemplate(JobSpec job, ObjectScope scope)
    {
        if (job.PodTemplate is not { } template)
            return;
        if (template["spec"] is not JsonObject { } spec || spec["containers"] is not JsonArray { Count: > 0 })
            scope.Error("podTemplate", FormatErrorCodes.MissingField, "a pod template needs `spec.containers`");
        foreach (var (path, name) in PodStrings.Unknown(template, _ => true))
            scope.Error($"podTemplate.{path}", FormatErrorCodes.UnknownPlaceholder, Placeholders.Problem(name));
    }
}
