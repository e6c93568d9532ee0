using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Reads the id or external id of a user from the path of a request. Also reads the brand of the external id from the query.</summary>
internal static class UserReferenceReader
{
    /// <summary>Returns the user of <c>…/v2/apps/{appId}/users/{userIdOrExternalId}</c> and of all paths below it. The query may name the brand of an external
    /// id. The id comes from the raw request target, because an external id may hold any character, including those with a meaning for the router.</summary>
    /// <exception cref="ProblemException">Status 400 for more than one brand.</exception>
    public static UserReference Reference(HttpContext http)
    {
        var position = http.Request.PathBase.Value!.Count(character => character == '/') + 4;
        return UserReference.FromIdOrExternalId(Uri.UnescapeDataString(RawRequestPath.Segments(http)[position]), BrandId(http.Request.Query));
    }

    /// <summary>Returns the brand that the query names; empty: none.</summary>
    /// <exception cref="ProblemException">Status 400 for more than one brand.</exception>
    public static string BrandId(IQueryCollection query)
    {
        var brand = query["brandId"];
        return brand.Count <= 1 ? brand.ToString() : throw new ProblemException(Problems.BadRequest("Query parameter 'brandId' was given more than once"));
    }
}
