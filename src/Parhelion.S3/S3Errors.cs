using System.Net;
using System.Xml;
using Amazon.Runtime;

namespace Parhelion.S3;

/// <summary>The edge of the SDK: whatever it fails with becomes an <see cref="IOException"/> that says what the store said. What the caller
/// cancels stays a cancellation.</summary>
internal static class S3Errors
{
    /// <summary>Asks the store.</summary>
    /// <param name="what">The operation, for the message.</param>
    /// <param name="ask">The call. May fail with anything.</param>
    /// <param name="cancellationToken">The token that the call was given.</param>
    public static async Task<T> AskAsync<T>(string what, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (IsFault(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"{what} failed: {Describe(e)}.", e);
        }
    }

    /// <summary>The same, <c>null</c> when the store says that there is no such object or upload. A missing bucket is a fault, and so is a 404 that does not
    /// say by name what is missing.</summary>
    public static async Task<T?> FindAsync<T>(string what, Func<Task<T>> ask, CancellationToken cancellationToken) where T : class
    {
        try
        {
            return await AskAsync(what, ask, cancellationToken);
        }
        catch (IOException e) when (S3ResponseChecks.IsNothing(e.InnerException))
        {
            return null;
        }
    }

    /// <summary>Whether it is the time limit of the connection that has cancelled, or the store or the way to it that failed.</summary>
    private static bool IsFault(Exception fault) =>
        fault is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException or OperationCanceledException
            or XmlException;

    private static string Describe(Exception fault) => fault switch
    {
        AmazonServiceException { StatusCode: >= HttpStatusCode.OK } answer => $"the S3 store answered {(int)answer.StatusCode} {answer.ErrorCode}".TrimEnd(),
        OperationCanceledException or TimeoutException => "the S3 store did not answer in time",
        { InnerException: { } inner } => Describe(inner),
        _ => $"the S3 store cannot be reached ({fault.Message.TrimEnd('.')})",
    };
}
