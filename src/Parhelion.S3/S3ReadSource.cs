namespace Parhelion.S3;

/// <summary>Says which object to read, for which client, and with which limits.</summary>
/// <param name="Client">The client of the store.</param>
/// <param name="Reads">Limits the number of concurrent reads.</param>
/// <param name="Bucket">Name of the bucket.</param>
/// <param name="Name">Name of the object.</param>
/// <param name="Reader">The client that reads, for its share of the reads; <c>null</c> for the server itself.</param>
/// <param name="Timeout">Time limit until the response begins, and of a pause within the response.</param>
internal sealed record S3ReadSource(S3Client Client, S3ReadLimiter Reads, string Bucket, string Name, string? Reader, TimeSpan Timeout);
