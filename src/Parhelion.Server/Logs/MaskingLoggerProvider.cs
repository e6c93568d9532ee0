namespace Parhelion.Server.Logs;

/// <summary>Wraps another logger provider and masks the tokens in messages and exceptions. The mask is needed because libraries put paths and URLs into
/// messages and exceptions.</summary>
[ProviderAlias("Console")]
internal sealed class MaskingLoggerProvider(ILoggerProvider inner) : ILoggerProvider, ISupportExternalScope
{
    public ILogger CreateLogger(string categoryName) => new MaskingLogger(inner.CreateLogger(categoryName));

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    // The container disposes the inner provider.
    public void Dispose()
    {
    }

    private sealed class MaskingLogger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(
                logLevel, eventId, state, exception is null ? null : new MaskedException(exception), (value, _) => TokenMask.Apply(formatter(value, exception)));
    }
}
