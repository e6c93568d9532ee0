namespace Parhelion.Server.Wire;

/// <summary>Moves work from the network threads to the thread pool. A network thread must not block.</summary>
internal static class ThreadPoolDispatch
{
    /// <summary>Environment variable that the runtime reads when the process creates its first socket. With "1", socket continuations run on the network
    /// thread, which saves one thread switch in each direction.</summary>
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Whether the current thread is a thread of the pool, which may block.</summary>
    public static bool IsCurrent => Thread.CurrentThread.IsThreadPoolThread;

    /// <summary>Whether socket continuations run on the network threads.</summary>
    public static bool IsNetworkInline => Environment.GetEnvironmentVariable(Inline) == "1";

    /// <summary>Makes socket continuations run on the network threads, unless the operator has set the variable. Call this before the first socket of the
    /// process.</summary>
    public static void RunNetworkInline()
    {
        if (Environment.GetEnvironmentVariable(Inline) is null) Environment.SetEnvironmentVariable(Inline, "1");
    }

    /// <summary>Continues on a thread of the pool.</summary>
    public static async ValueTask SwitchAsync()
    {
        if (!IsCurrent) await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
    }
}
