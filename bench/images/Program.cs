using Parhelion.BenchImages;

// Pictures: how fast they are made beside other programs, and what they cost the other requests of a server. "5 server": five rounds, and only the second part.
var rounds = args.Length > 0 ? int.Parse(args[0]) : 5;
// Servers and programs have core 0; what asks them has the others.
Shell.LeaveCoreZero();
var folder = Directory.CreateTempSubdirectory("parhelion-bench-images-").FullName;
try
{
    await Shell.RunAsync(folder, """
        convert -size 4000x3000 plasma:fractal -quality 90 photo.jpg
        convert -size 1000x750 plasma:fractal -quality 80 small.jpg
        convert -size 3840x2160 plasma:fractal -depth 8 screen.png
        convert -size 3000x2000 plasma:fractal -depth 8 page.png
        for i in jpg webp tif gif; do convert page.png -quality 85 page.$i; done
        for i in $(seq 20); do convert -size 480x360 plasma:fractal $i.gif; done
        convert -delay 5 [0-9]*.gif -loop 0 animation.gif && rm [0-9]*.gif
        """);
    if (args is not [_, "server"]) await new RenderTable(folder, rounds).WriteAsync();
    await new ServerTable(folder, rounds).WriteAsync();
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
