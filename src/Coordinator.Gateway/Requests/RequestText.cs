using System.Globalization;
using System.Text;
using Coordinator.Gateway.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Coordinator.Gateway.Requests;

/// <summary>Reads a body as text.</summary>
internal static class RequestText
{
    /// <summary>Media types of YAML and JSON; the body of a form, which a foreign page can send, is none of them.</summary>
    private static readonly HashSet<string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/vnd.yaml", "application/json",
    };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The body, at most what the server takes.</summary>
    public static async Task<Input<string>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentType is { Length: > 0 } type
            && (!MediaTypeHeaderValue.TryParse(type, out var parsed) || !Types.Contains(parsed.MediaType.ToString())))
        {
            return Problem.Of(ProblemKind.MediaType, $"`{type}` is not read; send application/yaml or application/json");
        }

        using var bytes = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, 16 * 1024 * 1024));
        try
        {
            await request.Body.CopyToAsync(bytes, cancellationToken);
            return Utf8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length).TrimStart('\uFEFF');
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            var most = request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
            return Problem.Of(ProblemKind.TooLarge, string.Create(CultureInfo.InvariantCulture, $"the body has more than {most} bytes"));
        }
        catch (DecoderFallbackException)
        {
            return Problem.Invalid("unreadable", "", "the body is not UTF-8");
        }
    }
}
