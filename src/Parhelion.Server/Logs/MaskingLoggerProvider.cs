namespace Parhelion.Server.Logs;

/// <summary>Wraps another logger provider and masks the tokens in everything that is logged: messages, named values, scopes and exceptions. The mask is needed
/// because libraries log paths and URLs, which can contain tokens.</summary>
[ProviderAlias("Console")]
internal sealed class MaskingLoggerProvider(ILoggerProvider inner) : ILoggerProvider, ISupportExternalScope
{
    public ILogger CreateLogger(string categoryName) => new MaskingLogger(inner.CreateLogger(categoryName));

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(new MaskingScopeProvider(scopeProvider));

    // The container disposes the inner provider.
    public void Dispose()
    {
    }

    private sealed class MaskingLogger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var masked = new MaskedLogState(state as IReadOnlyList<KeyValuePair<string, object?>> ?? [], TokenMask.Apply(formatter(state, exception)));
            inner.Log(logLevel, eventId, masked, exception is null ? null : new MaskedException(exception), (value, _) => value.ToString());
        }
    }

    private sealed class MaskingScopeProvider(IExternalScopeProvider inner) : IExternalScopeProvider
    {
        public void ForEachScope<TState>(Action<object?, TState> callback, TState state) => inner.ForEachScope((scope, value) => callback(MaskedLogState.OfScope(scope), value), state);

        public IDisposable Push(object? state) => inner.Push(state);
    }
}
