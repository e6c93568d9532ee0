using System.Net;
using System.Xml;
using Amazon.Runtime;

namespace Parhelion.S3;

/// <summary>Converts the exceptions of the SDK to <see cref="IOException"/>, with the status and error code of the store in the message. A cancellation by
/// the caller stays an <see cref="OperationCanceledException"/>.</summary>
internal static class S3Errors
{
    /// <summary>Runs a call of the SDK.</summary>
    /// <param name="what">Name of the operation for the message, such as <c>GetObject</c>.</param>
    /// <param name="ask">The call. It may throw any exception.</param>
    /// <param name="cancellationToken">The same token that the call uses.</param>
    /// <exception cref="IOException">The call failed.</exception>
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

    /// <summary>Runs a call like <see cref="AskAsync{T}"/>, but returns <c>null</c> if the store reports a missing object or upload.</summary>
    /// <exception cref="IOException">The call failed, the bucket does not exist, or a 404 response does not name what is missing.</exception>
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

    /// <summary>Whether the store or the connection failed, or the time limit of the connection ended the call.</summary>
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
