using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Views;

namespace Coordinator.Core.Releases;

public sealed partial class ReleaseMachine
{
    /// <summary>
    /// A tag may name another image than it did when the release began. The first environment that runs it says what it is; one
    /// that runs something else under the same tag is rejected.
    /// </summary>
    private static ReleaseState CompareImages(
        ReleaseState state, string key, EnvironmentReport report, ImmutableArray<string>.Builder notes)
    {
        foreach (var (image, digest) in report.Images)
        {
            if (!state.Images.TryGetValue(image, out var first) || IsOwn(state, key, image, first))
            {
                if (first?.Digest == digest)
                {
                    continue;
                }

                state = state with { Images = state.Images.SetItem(image, new(digest, key)) };
                notes.Add($"{image} is {digest}, as {key} runs it");
            }
            else if (first.Digest != digest && CanReject(state.Members[key]))
            {
                var why = $"image {image} is {digest} here and {first.Digest} in {first.Environment}: its tag was moved since";
                notes.Add($"rejects {key}: {why}");
                state = Direct(state, key, DirectiveKind.Reject, Self, why);
            }
        }

        return state;
    }

    /// <summary>Whether nobody else runs what the environment ran before: tried again, it says anew what the tag is.</summary>
    private static bool IsOwn(ReleaseState state, string key, string image, ResolvedImage first) =>
        first.Environment == key && state.Members.All(member =>
            member.Key == key || member.Value.Report?.Images.GetValueOrDefault(image) != first.Digest);

    private static bool CanReject(ReleaseMember member) =>
        CanAbort(member) && member.Phase is not EnvironmentPhase.Blocked && member.Open.All(open => open.Kind is not DirectiveKind.Reject);
}
