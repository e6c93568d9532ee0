using System.Text;

namespace Parhelion.Fuzz;

/// <summary>Makes new inputs of known ones. The same seed makes the same inputs.</summary>
internal sealed class Mutator(int seed, Target target)
{
    private static readonly byte[] Edges = [0, 1, 0x7F, 0x80, 0xFF, 0x20, (byte)'"', (byte)'\\', (byte)'%', (byte)'=', (byte)'\r', (byte)'\n', (byte)'-', (byte)';', (byte)'/', (byte)'\''];
    private static readonly string[] Numbers = ["0", "-1", "1", "65536", "2147483648", "4294967295", "9223372036854775807", "9223372036854775808", "1e999", "00"];

#pragma warning disable CA5394 // A run is to be repeated.
    private readonly Random random = new(seed);

    /// <summary>Which of the known inputs comes next: half of the time one of the newest.</summary>
    public byte[] Pick(List<byte[]> known) =>
        known[random.Next(2) == 0 ? known.Count - 1 - random.Next(Math.Min(known.Count, 16)) : random.Next(known.Count)];

    /// <summary>A new input.</summary>
    public byte[] Mutate(List<byte[]> known)
    {
        var bytes = new List<byte>(Pick(known));
        for (var steps = 1 << random.Next(4); steps > 0; steps--) Change(bytes, known);
        if (bytes.Count > target.MostBytes) bytes.RemoveRange(target.MostBytes, bytes.Count - target.MostBytes);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, List<byte[]> known)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(1 + random.Next(1 << random.Next(9)), bytes.Count - at);
        switch (random.Next(10))
        {
            case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1 when at < bytes.Count: bytes[at] = (byte)random.Next(256); break;
            case 2 when at < bytes.Count: bytes[at] = Edges[random.Next(Edges.Length)]; break;
            case 3 when at < bytes.Count: bytes[at] += (byte)(random.Next(33) - 16); break;
            case 4 when length > 0: bytes.RemoveRange(at, length); break;
            case 5 when length > 0: Repeat(bytes, at, length); break;
            case 6: bytes.InsertRange(at, Piece(Pick(known))); break;
            case 7 when target.Words.Count > 0: bytes.InsertRange(at, target.Words[random.Next(target.Words.Count)]); break;
            case 8: bytes.InsertRange(at, Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)])); break;
            default: bytes.Insert(at, Edges[random.Next(Edges.Length)]); break;
        }
    }

    // Many times, now and then: what grows with the square of something shows only so.
    private void Repeat(List<byte> bytes, int at, int length)
    {
        var piece = bytes.GetRange(at, length);
        var times = random.Next(16) == 0 ? (target.MostBytes - bytes.Count) / length : 1 + random.Next(4);
        var repeated = new List<byte>(Math.Max(0, piece.Count * times));
        for (var time = 0; time < times; time++) repeated.AddRange(piece);
        bytes.InsertRange(at, repeated);
    }

    private ArraySegment<byte> Piece(byte[] other)
    {
        if (other.Length == 0) return ArraySegment<byte>.Empty;
        var start = random.Next(other.Length);
        return new ArraySegment<byte>(other, start, Math.Min(other.Length - start, 1 + random.Next(64)));
    }
}
