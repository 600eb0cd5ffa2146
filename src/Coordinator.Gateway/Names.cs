using System.Text.RegularExpressions;

namespace Coordinator.Gateway;

/// <summary>What may be in an address or a header. Nothing else reaches grains and storage.</summary>
internal static partial class Names
{
    /// <summary>RFC 1123 subdomain of at most 63 characters: releases and clusters.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= 63 && Subdomain().IsMatch(text);

    /// <summary>RFC 1123 label: namespaces, applications.</summary>
    public static bool IsLabel(string text) => text.Length is > 0 and <= 63 && Label().IsMatch(text);

    /// <summary>A subject.</summary>
    public static bool IsSubject(string text) => text.Length is > 0 and <= 100 && Subject().IsMatch(text);

    /// <summary>Text of people without control characters and halves of characters: it goes into journal and log.</summary>
    public static bool IsPlain(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogatePair(text, index))
            {
                index++;
            }
            else if (char.IsSurrogate(text[index]) || char.IsControl(text[index]))
            {
                return false;
            }
        }

        return true;
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[A-Za-z0-9._@-]+\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Subject();
}
