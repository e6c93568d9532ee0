using Parhelion.Protocol;

namespace Parhelion.Core.Uploading;

/// <summary>Turns the refusal of a file into the error response of the API.</summary>
internal static class FileRefusalProblems
{
    /// <summary>Returns an error with status 415 and the documented title. If the verdict has an explanation, the explanation is a second entry of the
    /// error.</summary>
    public static ProblemException Of(FileVerdict verdict)
    {
        var problem = verdict.Refusal switch
        {
            FileRefusal.ExtensionNotAllowed => Problems.ExtensionNotAllowed,
            FileRefusal.TypeNotRetrieved => Problems.TypeNotRetrieved,
            _ => Problems.TypeNotAllowed,
        };
        return verdict.Explanation is { } explanation ? new ProblemException(problem, explanation) : new ProblemException(problem);
    }

    /// <summary>Throws unless the file is accepted.</summary>
    /// <exception cref="ProblemException">Status 415: the file is refused.</exception>
    public static FileVerdict Require(FileVerdict verdict) => verdict.IsAccepted ? verdict : throw Of(verdict);
}
