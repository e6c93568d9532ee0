using System.Collections.Concurrent;
using Parhelion.Core.Readiness;

namespace Parhelion.Server.Storage;

/// <summary>Holds the current warnings about the database and the blob store, at most one for each topic. A warning means that the server keeps running, but
/// the operator must act. A warning must not contain a path, a name or a token, because <c>/readyz</c> shows it to anybody.</summary>
internal sealed class StorageWarningRegistry
{
    /// <summary>Topic: whether the database and the store belong to one installation.</summary>
    public const string Installation = "installation";

    /// <summary>Topic: the search for blobs without a row.</summary>
    public const string OrphanScan = "orphanScan";

    /// <summary>Topic: the pages of the database file.</summary>
    public const string DatabasePages = "databasePages";

    private readonly ConcurrentDictionary<string, string> sentences = new(StringComparer.Ordinal);

    /// <summary>Sets the warning of a topic; <c>null</c> removes it.</summary>
    public void Set(string part, string? sentence)
    {
        if (sentence is null) sentences.TryRemove(part, out _);
        else sentences[part] = sentence;
    }

    /// <summary>Reports the warning of one topic at <c>/readyz</c>.</summary>
    public sealed class Detail(StorageWarningRegistry warnings, string part) : IReadinessEntryProvider
    {
        public ReadinessEntry? Report() => warnings.sentences.TryGetValue(part, out var sentence) ? new ReadinessEntry(part, ComponentReadiness.Warning, sentence) : null;
    }
}
