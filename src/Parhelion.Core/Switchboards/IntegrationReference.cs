using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Switchboards;

/// <summary>Identifies an integration in a request, by its id or by its type.</summary>
/// <param name="Id">The id; <c>null</c>: <paramref name="Type"/> identifies the integration.</param>
/// <param name="Type">The type, which identifies an integration only if the app has no other integration of this type.</param>
public sealed record IntegrationReference(string? Id, string? Type)
{
    /// <summary>Finds the integration in an app.</summary>
    /// <exception cref="ProblemException">There is none, or several have this type.</exception>
    internal async ValueTask<IntegrationRow> FindAsync(DatabaseSession session, string appId)
    {
        var found = Id is null ? await OfTypeAsync(session, appId) : ObjectId.IsValid(Id) ? await IntegrationTable.FindAsync(session, appId, Id, default) : null;
        return found ?? throw new ProblemException(Problems.IntegrationNotFound);
    }

    private async ValueTask<IntegrationRow?> OfTypeAsync(DatabaseSession session, string appId)
    {
        var all = await IntegrationTable.ListAsync(session, appId, [Type!], new PageRequest("", Backwards: false, Size: 1), default);
        return all.Count < 2 ? all.FirstOrDefault() : throw new ProblemException(Problems.AmbiguousIntegrationType);
    }
}
