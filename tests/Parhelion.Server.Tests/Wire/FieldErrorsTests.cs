using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Tests.Wire;

/// <summary>What the errors of a body are when it is read by a transaction that runs more than once.</summary>
public sealed class FieldErrorsTests
{
    [Fact]
    public void Error_that_is_found_twice_is_listed_once()
    {
        var errors = new FieldErrors();
        for (var run = 0; run < 30; run++)
        {
            errors.Add("'displayName' should be a string");
            errors.Add("'metadata' should be an object");
        }

        var refused = Assert.Throws<ProblemException>(errors.ThrowIfAny);

        Assert.Equal(["'displayName' should be a string", "'metadata' should be an object"], refused.Errors.Select(error => error.Title));
    }
}
