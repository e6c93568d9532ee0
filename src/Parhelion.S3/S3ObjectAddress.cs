namespace Parhelion.S3;

/// <summary>Names one object of a bucket, and has the client that sends requests to the store of the bucket.</summary>
internal sealed record S3ObjectAddress(S3Client Client, string Bucket, string Name)
{
    /// <summary>Requires that the object in the store has the right length, and the ETag of the response to its write.</summary>
    /// <param name="operation">The write, for the message.</param>
    /// <param name="length">Number of bytes that were written.</param>
    /// <param name="tag">The ETag; <c>null</c> if the response has none that counts.</param>
    /// <param name="doubt">The exception of the write; thrown if the object is not complete.</param>
    /// <exception cref="IOException">The object is not what was written.</exception>
    public async Task RequireStoredAsync(string operation, long length, string? tag, IOException? doubt)
    {
        var stored = await S3ObjectLookup.FindAsync(Client, Bucket, Name, CancellationToken.None);
        if (stored?.ContentLength == length && (tag is null || tag == stored.ETag)) return;
        throw doubt ?? new IOException($"{operation} failed: the object in the S3 store has {stored?.ContentLength ?? 0} of {length} bytes, or different bytes.");
    }
}
