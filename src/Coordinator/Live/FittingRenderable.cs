using Spectre.Console.Rendering;

namespace Coordinator.Live;

/// <summary>Something that is laid out by the width that there is.</summary>
internal sealed class FittingRenderable(Func<int, IRenderable> layout) : Renderable
{
    protected override Measurement Measure(RenderOptions options, int maxWidth) => layout(maxWidth).Measure(options, maxWidth);

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => layout(maxWidth).Render(options, maxWidth);
}
