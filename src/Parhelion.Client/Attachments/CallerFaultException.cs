namespace Parhelion;

/// <summary>Carries an exception of the caller's source or progress handler out of a request. It is not an <see cref="IOException"/>, which message
/// handlers would take for a fault of the network and repeat. Callers see the exception itself.</summary>
internal sealed class CallerFaultException(Exception fault) : Exception(fault.Message, fault);
