namespace Parhelion.Cli.Files;

/// <summary>Reports on the calling thread. <see cref="Progress{T}"/> would report later and out of order.</summary>
internal sealed class SynchronousProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
