using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Parhelion.Testing;

namespace ForwardUpload.Tests;

/// <summary>The web application under test, with the server of a fixture behind it.</summary>
public sealed class ShopFactory(ParhelionServer server) : WebApplicationFactory<Program>
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Parhelion:Host", server.Url.AbsoluteUri);
        builder.UseSetting("Parhelion:AppId", server.AppId);
        builder.UseSetting("Parhelion:KeyId", server.AppKeyId);
        builder.UseSetting("Parhelion:KeySecret", server.AppKeySecret);
    }
}
