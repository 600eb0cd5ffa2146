using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Gateway.Pages;

/// <summary>The gateway's own pages: no script, one style, nothing from elsewhere.</summary>
internal static class Html
{
    private const string Style = """
        :root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
        body{max-width:32rem;margin:12vh auto;padding:0 1.5rem}
        h1{font-size:1.4rem;font-weight:600;margin:0 0 1rem}
        label{display:block;margin:0 0 .4rem}
        input,button{font:inherit;padding:.55rem .75rem;border-radius:.4rem;border:1px solid #8888;box-sizing:border-box}
        input{width:100%;margin:0 0 .9rem}
        button{background:#1a56c4;border-color:#1a56c4;color:#fff;cursor:pointer}
        ul{padding-left:1.2rem}
        .error{color:#c0262d}
        """;

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>A page.</summary>
    /// <param name="context">The request it answers.</param>
    /// <param name="title">Its title, plain text.</param>
    /// <param name="body">Its body, HTML.</param>
    /// <param name="status">HTTP status.</param>
    public static IResult Page(HttpContext context, string title, string body, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return Results.Content(
            $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(title)}</title><style>{Style}</style></head>
            <body><h1>{Encode(title)}</h1>
            {body}
            </body></html>
            """,
            "text/html; charset=utf-8", Encoding.UTF8, status);
    }

    /// <summary>Text as HTML.</summary>
    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
