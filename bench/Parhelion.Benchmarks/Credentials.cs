using System.Security.Claims;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Parhelion.Core.Auditing;
using Parhelion.Core.Tenancy;
using Parhelion.Server.Access;

namespace Parhelion.Benchmarks;

/// <summary>Who is calling, with a key that was used before and is remembered.</summary>
[MemoryDiagnoser]
public class Credentials
{
    private Catalogs catalogs = null!;
    private Authenticator authenticator = null!;
    private string basic = "";
    private string bearer = "";
    private string wrong = "";

    [GlobalSetup]
    public void Setup()
    {
        catalogs = new Catalogs();
        authenticator = new Authenticator(new BasicCredentialsVerifier(catalogs.ApiKeys), new JwtVerifier(catalogs.ApiKeys, TimeProvider.System));
        var apiKey = catalogs.ApiKeys.CreateAsync(catalogs.App.Id, "Bench", new AuditActor("bench", AuditActor.Server), CancellationToken.None).GetAwaiter().GetResult();
        basic = Basic(apiKey.Id, apiKey.Secret);
        wrong = Basic(apiKey.Id, apiKey.Secret[..^1] + "?");
        bearer = $"Bearer {Token(apiKey)}";
        if (!Holds(basic) || !Holds(bearer) || Holds(wrong)) throw new InvalidOperationException("The credentials are not what they are meant to be.");
    }

    [GlobalCleanup]
    public void Cleanup() => catalogs.Dispose();

    [Benchmark]
    public async Task<bool> VerifyBasic() => await authenticator.AuthenticateAsync(basic, CancellationToken.None) is not null;

    [Benchmark]
    public async Task<bool> VerifyWrongBasic() => await authenticator.AuthenticateAsync(wrong, CancellationToken.None) is not null;

    [Benchmark]
    public async Task<bool> VerifyBearer() => await authenticator.AuthenticateAsync(bearer, CancellationToken.None) is not null;

    private bool Holds(string authorization) => authenticator.AuthenticateAsync(authorization, CancellationToken.None).AsTask().GetAwaiter().GetResult() is not null;

    private static string Basic(string id, string secret) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"))}";

    private static string Token(ApiKey apiKey)
    {
        var signing = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(apiKey.Secret)) { KeyId = apiKey.Id };
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Subject = new ClaimsIdentity([new Claim("scope", apiKey.Scope)]),
            SigningCredentials = new SigningCredentials(signing, SecurityAlgorithms.HmacSha256),
            Expires = DateTime.UtcNow.AddDays(1),
        });
    }
}
