using Parhelion.Fuzz;

try
{
    var arguments = Arguments.Parse(args);
    return Instrumentation.IsActive ? await Campaign.RunAsync(arguments) : Instrumentation.RunAgain(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
