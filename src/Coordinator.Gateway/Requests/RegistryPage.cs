using System.Collections.Immutable;
using Coordinator.Core.Ports;
using Coordinator.Core.Views;

namespace Coordinator.Gateway.Requests;

/// <summary>Makes a page of registry rows, of which one more than asked for was read.</summary>
internal static class RegistryPage
{
    /// <summary>The page; its cursor is the last name.</summary>
    public static Page<T> Of<T>(ImmutableArray<RegistryRow> rows, PageRequest page, Func<RegistryRow, T> read) => new(
        [.. rows.Take(page.Limit).Select(read)],
        rows.Length > page.Limit ? rows[page.Limit - 1].Name : null);
}
