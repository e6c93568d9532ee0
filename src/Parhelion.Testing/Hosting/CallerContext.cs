namespace Parhelion.Testing.Hosting;

/// <summary>Separates the server from the code that starts it. <c>WebApplicationFactory</c> takes the first host that is built in its asynchronous context
/// for the host of the application, so a server that is started while an application starts must be built outside of that context.</summary>
internal sealed class CallerContext
{
    private readonly ExecutionContext? caller = ExecutionContext.Capture();

    /// <summary>Runs an asynchronous function outside of the context of the caller.</summary>
    public static Task<T> LeaveAsync<T>(Func<Task<T>> function)
    {
        if (ExecutionContext.IsFlowSuppressed()) return Task.Run(function);
        using (ExecutionContext.SuppressFlow()) return Task.Run(function);
    }

    /// <summary>Runs a callback of the caller in the context in which this object was made.</summary>
    public void Run(Action callback)
    {
        if (caller is null) callback();
        else ExecutionContext.Run(caller, static state => ((Action)state!)(), callback);
    }
}
