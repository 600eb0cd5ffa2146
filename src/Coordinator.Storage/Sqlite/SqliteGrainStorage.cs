using System.Globalization;
using System.Text;
using Orleans.Storage;

namespace Coordinator.Storage;

/// <summary>
/// Grain state in the embedded database. The grain's type and key are stored as they are: <c>c1</c> and <c>0C1</c> are two
/// grains.
/// A cleared row stays, empty, so that its revision goes on rising.
/// </summary>
internal sealed class SqliteGrainStorage(SqliteBackend backend, GrainStateSerializer serializer) : IGrainStorage
{
    private const string Identity = "grain_key = $1 AND grain_type = $2 AND state_name = $3";
    private const string Now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var (key, type) = (grainId.Key.ToString()!, grainId.Type.ToString()!);
        var rows = await backend.Readers.ReadAsync(session => session.Rows(
            row => (Revision: row.GetInt64(0), State: row.GetString(1)),
            $"SELECT revision, state FROM grain_state WHERE {Identity} AND state IS NOT NULL", key, type, stateName),
            cancellationToken).ConfigureAwait(false);
        if (rows.Count == 0)
        {
            SetAbsent(grainState);
            return;
        }

        grainState.State = serializer.Read<T>(Encoding.UTF8.GetBytes(rows[0].State)) ?? FreshState.Create<T>();
        grainState.ETag = ETag(rows[0].Revision);
        grainState.RecordExists = true;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var (key, type) = (grainId.Key.ToString()!, grainId.Type.ToString()!);
        var json = Encoding.UTF8.GetString(serializer.Write(grainState.State).Span);
        var expected = Expected(grainState.ETag);
        var revision = await backend.Writer.WriteAsync(
            session => expected is { } revision
                ? session.Scalar(
                    $"""
                    UPDATE grain_state SET state = $4, revision = revision + 1, modified_at = {Now}
                    WHERE {Identity} AND revision = $5 AND state IS NOT NULL RETURNING revision
                    """,
                    key, type, stateName, json, revision)
                : session.Scalar(
                    $"""
                    INSERT INTO grain_state (grain_key, grain_type, state_name, state, revision, modified_at)
                    VALUES ($1, $2, $3, $4, 1, {Now})
                    ON CONFLICT (grain_key, grain_type, state_name)
                    DO UPDATE SET state = excluded.state, revision = revision + 1, modified_at = excluded.modified_at
                    WHERE grain_state.state IS NULL RETURNING revision
                    """,
                    key, type, stateName, json),
            cancellationToken).ConfigureAwait(false);
        grainState.ETag = revision is long written
            ? ETag(written)
            : throw Conflict("write", stateName, grainId, grainState.ETag);
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var (key, type) = (grainId.Key.ToString()!, grainId.Type.ToString()!);
        var expected = Expected(grainState.ETag);
        var cleared = await backend.Writer.WriteAsync(
            session => expected is { } revision
                ? session.Execute(
                    $"""
                    UPDATE grain_state SET state = NULL, revision = revision + 1, modified_at = {Now}
                    WHERE {Identity} AND revision = $4 AND state IS NOT NULL
                    """,
                    key, type, stateName, revision) == 1
                : session.Scalar(
                    $"SELECT 1 FROM grain_state WHERE {Identity} AND state IS NOT NULL", key, type, stateName) is null,
            cancellationToken).ConfigureAwait(false);
        if (!cleared)
            throw Conflict("clear", stateName, grainId, grainState.ETag);
        SetAbsent(grainState);
    }

    private static void SetAbsent<T>(IGrainState<T> grainState)
    {
        grainState.State = FreshState.Create<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static string ETag(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    private static long? Expected(string? eTag) =>
        string.IsNullOrEmpty(eTag) ? null : long.Parse(eTag, NumberStyles.None, CultureInfo.InvariantCulture);

    private static InconsistentStateException Conflict(string operation, string stateName, GrainId grainId, string? eTag) =>
        new($"the {operation} of {stateName} of {grainId} with ETag {eTag ?? "(none)"} came too late: another owner wrote it");
}
