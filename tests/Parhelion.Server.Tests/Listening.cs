using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>Where a server listens, whatever URL it is told to be reached at.</summary>
internal static class Listening
{
    public static Uri UrlOf(ParhelionServer server) => new(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
