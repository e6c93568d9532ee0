using Microsoft.AspNetCore.Http.Features;
using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;

namespace Parhelion.Server.WebConsole;

/// <summary>Builds the <see cref="ConsoleLayoutData"/> of a web console page from the request and its session.</summary>
internal sealed class ConsoleLayoutDataFactory(AppService apps)
{
    private static readonly Problem AccountOnly = new(StatusCodes.Status403Forbidden, ProblemCodes.Forbidden, Texts.AccountOnly);

    /// <summary>Returns the frame of a page of an app.</summary>
    /// <exception cref="ProblemException">Status 404: there is no such app.</exception>
    public async Task<ConsoleLayoutData> OfAsync(HttpContext http, string appId)
    {
        var app = await apps.FindAsync(appId, http.RequestAborted) ?? throw new ProblemException(Problems.AppNotFound);
        return new ConsoleLayoutData(SessionOf(http).FormToken, await ListAsync(http), app, SessionOf(http).IsAccount);
    }

    /// <summary>Lists the apps that the session may choose from.</summary>
    public async Task<IReadOnlyList<AppRow>> ListAsync(HttpContext http)
    {
        if (SessionOf(http).Key.AppId is { } own) return await apps.FindAsync(own, http.RequestAborted) is { } app ? [app] : [];
        return (await apps.ListAsync(new PageRequest("", Backwards: false, ConsoleLayoutData.MaxApps), http.RequestAborted)).Items;
    }

    /// <summary>Returns the frame of a page that belongs to no app.</summary>
    public async Task<ConsoleLayoutData> NoAppAsync(HttpContext http) => new(SessionOf(http).FormToken, await ListAsync(http), null, SessionOf(http).IsAccount);

    /// <summary>Requires that somebody has signed in with a key of the account.</summary>
    /// <exception cref="ProblemException">Status 403: the key belongs to an app.</exception>
    public static void RequireAccount(HttpContext http)
    {
        if (!SessionOf(http).IsAccount) throw new ProblemException(AccountOnly);
    }

    /// <summary>Returns the session of a request that <see cref="ConsoleAccessFilter"/> has admitted.</summary>
    public static ConsoleSession SessionOf(HttpContext http) => http.Features.GetRequiredFeature<ConsoleSession>();
}
