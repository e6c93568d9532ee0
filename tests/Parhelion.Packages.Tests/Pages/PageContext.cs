using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Testing;

namespace Parhelion.Packages.Tests.Pages;

/// <summary>The names that blocks of C# use without declaring them: what the text around them speaks of. A block sees them as if it had declared them, and
/// its own variables hide them.</summary>
public static class PageContext
{
    public static readonly string appId = "", userId = "", conversationId = "", host = "http://127.0.0.1", path = "", keyId = "", secret = "", folder = "", mediaUrl = "";
    public static readonly byte[] bytes = [], body = [];
    public static readonly CancellationToken token;
    public static readonly TimeProvider clock = TimeProvider.System;
    public static readonly Stream file = Stream.Null, stream = Stream.Null;
    public static readonly IServiceCollection services = new ServiceCollection();
    public static readonly IConfiguration configuration = new ConfigurationBuilder().Build();
    public static readonly ParhelionClient client = null!;
    public static readonly Conversation conversation = null!;
    public static readonly Attachment film = null!, attachment = null!;
    public static readonly ParhelionServer server = null!;
    public static readonly WebApplicationBuilder builder = null!;
    public static readonly WebApplication app = null!;
    public static readonly Encoding utf8 = Encoding.UTF8;
}
