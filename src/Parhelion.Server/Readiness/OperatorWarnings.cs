using System.Collections.Concurrent;
using Parhelion.Core.Readiness;

namespace Parhelion.Server.Readiness;

/// <summary>What an operator must look at in database and store while the server goes on serving. Shown at <c>/readyz</c>; each sentence without paths,
/// names or tokens.</summary>
internal sealed class OperatorWarnings
{
    /// <summary>Whether database and store belong together.</summary>
    public const string Installation = "installation";

    /// <summary>The search for blobs without a row.</summary>
    public const string OrphanScan = "orphanScan";

    /// <summary>The pages of the database file.</summary>
    public const string DatabasePages = "databasePages";

    private readonly ConcurrentDictionary<string, string> sentences = new(StringComparer.Ordinal);

    /// <summary>Sets the warning of a part, or takes it back with <c>null</c>.</summary>
    public void Set(string part, string? sentence)
    {
        if (sentence is null) sentences.TryRemove(part, out _);
        else sentences[part] = sentence;
    }

    /// <summary>The entry of one part at <c>/readyz</c>.</summary>
    public sealed class Detail(OperatorWarnings warnings, string part) : IReadinessDetail
    {
        public ReadinessEntry? Report() => warnings.sentences.TryGetValue(part, out var sentence) ? new ReadinessEntry(part, ReadinessState.Warning, sentence) : null;
    }
}
