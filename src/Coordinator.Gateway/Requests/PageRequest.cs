using System.Globalization;
using Coordinator.Gateway.Problems;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Gateway.Requests;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="After">Where it begins: the last item of the page before; empty for the start.</param>
/// <param name="Limit">Most items.</param>
internal sealed record PageRequest(string After, int Limit)
{
    private const int LongestCursor = 512;

    /// <summary>Reads <c>limit</c> and <c>cursor</c>.</summary>
    public static Input<PageRequest> Read(HttpRequest request, GatewayOptions options)
    {
        var limit = ReadLimit(request, options);
        if (limit.Refusal is { } refusal)
        {
            return refusal.Problem;
        }

        var cursor = request.Query["cursor"].ToString();
        return cursor.Length > LongestCursor || !Names.IsPlain(cursor)
            ? Problem.Of(ProblemKind.BadRequest, "the cursor is none that this server gave")
            : new PageRequest(cursor, limit.Value);
    }

    /// <summary>Reads <c>limit</c>.</summary>
    public static Input<int> ReadLimit(HttpRequest request, GatewayOptions options)
    {
        if (request.Query["limit"].ToString() is not { Length: > 0 } text)
        {
            return options.PageSize;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= options.MaxPageSize
            ? limit
            : Problem.Of(ProblemKind.BadRequest, $"limit is a number from 1 to {options.MaxPageSize}");
    }
}
