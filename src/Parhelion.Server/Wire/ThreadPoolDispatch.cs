namespace Parhelion.Server.Wire;

/// <summary>Leaving the thread that waits for the network, which must not wait for anything else.</summary>
internal static class ThreadPoolDispatch
{
    /// <summary>Read by the runtime when the first socket is made: continuations of sockets run where the network was waited for, which saves a
    /// change of threads in each direction.</summary>
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Whether this thread may wait.</summary>
    public static bool IsCurrent => Thread.CurrentThread.IsThreadPoolThread;

    /// <summary>Whether the network's continuations run on the threads that wait for it.</summary>
    public static bool IsNetworkInline => Environment.GetEnvironmentVariable(Inline) == "1";

    /// <summary>Has them run there, unless the operator has said how. Before the first socket of the process.</summary>
    public static void RunNetworkInline()
    {
        if (Environment.GetEnvironmentVariable(Inline) is null) Environment.SetEnvironmentVariable(Inline, "1");
    }

    /// <summary>Goes on with a thread of the pool.</summary>
    public static async ValueTask SwitchAsync()
    {
        if (!IsCurrent) await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
    }
}
