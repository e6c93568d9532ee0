using System.Security.Cryptography;
using System.Text;
using Parhelion.Core;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.WebConsole;

/// <summary>Receives webhook calls for the web console, so that somebody can try a webhook without writing a program. Each app has a URL of its own, which is the same on
/// all nodes.</summary>
/// <remarks>The node that receives a call keeps it in memory. A node keeps at most 50 calls and 256 KiB of each app, and the calls of at most 16 apps, so 4 MiB
/// in all. Over the limits of an app, the node drops the oldest calls of this app. If a seventeenth app gets a call, the node drops all calls of the app that
/// has not been called for the longest time.</remarks>
internal sealed class WebhookTestReceiver(SecretEncryption encryption, TimeProvider clock)
{
    /// <summary>The longest body of a call, in bytes. Longer ones are refused.</summary>
    public const int MaxBodyBytes = 1 << 20;

    /// <summary>Bytes of a body that are kept.</summary>
    public const int KeptBodyBytes = 16 * 1024;

    private const string Purpose = "console webhook receiver v1";
    private const int CodeBytes = 16;
    private const int MaxHeaderLength = 4096;
    private const int MaxCalls = 50;
    private const int MaxBytesOfApp = 256 * 1024;
    private const int MaxApps = 16;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<ReceivedWebhookCall>> byApp = new(StringComparer.Ordinal);
    private long last;

    /// <summary>Returns the token in the URL of an app.</summary>
    public string TokenOf(string appId) => appId + Convert.ToHexStringLower(encryption.CodeOf(Purpose, appId).AsSpan(0, CodeBytes));

    /// <summary>Returns the app of a token; <c>null</c> if this installation has not made it.</summary>
    public string? AppOf(string token)
    {
        if (token.Length != ObjectId.Length + (2 * CodeBytes) || !ObjectId.IsValid(token.AsSpan(0, ObjectId.Length))) return null;
        var appId = token[..ObjectId.Length];
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(TokenOf(appId))) ? appId : null;
    }

    /// <summary>Keeps a call, and forgets the oldest ones.</summary>
    public void Add(string appId, int status, string headers, string body, long length)
    {
        lock (gate)
        {
            var call = new ReceivedWebhookCall(++last, clock.GetUtcNow(), status, headers.Length <= MaxHeaderLength ? headers : headers[..MaxHeaderLength], body, length);
            if (!byApp.TryGetValue(appId, out var calls))
            {
                // The app that got no call for the longest time.
                if (byApp.Count == MaxApps) byApp.Remove(byApp.MinBy(pair => pair.Value.Last().Number).Key);
                byApp[appId] = calls = new();
            }

            calls.Enqueue(call);
            while (calls.Count > MaxCalls || calls.Sum(kept => kept.Bytes) > MaxBytesOfApp) calls.Dequeue();
        }
    }

    /// <summary>Returns the calls of an app after a number, oldest first.</summary>
    public IReadOnlyList<ReceivedWebhookCall> After(string appId, long number)
    {
        lock (gate) return byApp.TryGetValue(appId, out var calls) ? [.. calls.Where(call => call.Number > number)] : [];
    }

    /// <summary>Forgets the calls of an app.</summary>
    public void Clear(string appId)
    {
        lock (gate) byApp.Remove(appId);
    }
}
