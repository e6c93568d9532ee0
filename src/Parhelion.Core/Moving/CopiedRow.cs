namespace Parhelion.Core.Moving;

/// <summary>A row of a <see cref="CopiedTable"/>: the values of its columns, those of the key first.</summary>
/// <param name="values">A string, a long, bytes, or <c>null</c> each.</param>
/// <param name="keyLength">How many of them are the key.</param>
/// <param name="weight">Bytes that it takes, roughly.</param>
internal sealed class CopiedRow(object?[] values, int keyLength, long weight)
{
    public IReadOnlyList<object?> Values => values;

    public long Weight => weight;

    public IReadOnlyList<string> Key => [.. values.Take(keyLength).Cast<string>()];

    /// <summary>Less than 0 when its key comes before that of another, in the order that both engines have: keys are ASCII.</summary>
    public int OrderTo(CopiedRow other)
    {
        for (var i = 0; i < keyLength; i++)
        {
            if (string.CompareOrdinal((string)values[i]!, (string)other.Values[i]!) is not 0 and var order) return order;
        }

        return 0;
    }

    /// <summary>Whether all values are the same.</summary>
    public bool IsSameAs(CopiedRow other)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!IsSame(values[i], other.Values[i])) return false;
        }

        return true;
    }

    private static bool IsSame(object? one, object? other) =>
        one is byte[] bytes ? other is byte[] others && bytes.AsSpan().SequenceEqual(others) : Equals(one, other);
}
