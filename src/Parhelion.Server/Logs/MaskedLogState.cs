using System.Collections;

namespace Parhelion.Server.Logs;

/// <summary>Wraps the named values of a log event or of a log scope, and masks the tokens in them (<see cref="TokenMask"/>). Formatters that write each value
/// separately, such as the JSON formatter, never see the original values.</summary>
/// <param name="pairs">The values. Numbers and booleans are passed on; all others become text.</param>
/// <param name="text">The message, which is masked already.</param>
internal sealed class MaskedLogState(IReadOnlyList<KeyValuePair<string, object?>> pairs, string text) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => pairs.Count;

    public KeyValuePair<string, object?> this[int index] => new(pairs[index].Key, Mask(pairs[index].Value));

    /// <summary>Masks a scope: named values stay named, and anything else becomes text.</summary>
    public static object? OfScope(object? scope)
    {
        if (scope is null) return null;
        var text = TokenMask.Apply(scope.ToString() ?? "");
        return scope is IEnumerable<KeyValuePair<string, object?>> pairs ? new MaskedLogState([.. pairs], text) : text;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => text;

    private static object? Mask(object? value) => value is null || value.GetType().IsPrimitive ? value : TokenMask.Apply(value.ToString() ?? "");
}
