using System.Text.Json;
using Parhelion.BenchReport.Figures;
using Parhelion.BenchReport.Pages;

if (args.Length > 0)
{
    Console.Error.WriteLine($"'{args[0]}' is unknown. `./run bench charts` has no options: it draws the charts and writes the tables from {FigureFile.Path}.");
    return 2;
}

try
{
    var root = Directory.GetCurrentDirectory();
    foreach (var file in Report.Write(root, FigureFile.Read(root))) Console.WriteLine($"written: {file}");
    return 0;
}
catch (Exception e) when (e is JsonException or InvalidOperationException or IOException)
{
    Console.Error.WriteLine($"The charts cannot be drawn from {FigureFile.Path}: {e.Message}");
    return 1;
}
