namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Determines the type of a ZIP archive by the names of its entries. The caller adds the names one after the other.</summary>
internal struct ZipEntryNameSniffer
{
    /// <summary>Names by which the parts of an Office package begin. Other archives may have such folders too.</summary>
    private static readonly (byte[] Start, string Type)[] Parts =
    [
        ("word/"u8.ToArray(), MediaTypes.Docx),
        ("xl/"u8.ToArray(), MediaTypes.Xlsx),
        ("ppt/"u8.ToArray(), MediaTypes.Pptx),
        ("visio/"u8.ToArray(), MediaTypes.VisioDrawing),
        ("FixedDocSeq.fdseq"u8.ToArray(), MediaTypes.Xps),
    ];

    /// <summary>Names by which entries of exactly one format begin.</summary>
    private static readonly (byte[] Start, string Type)[] Entries =
    [
        ("Index/Slide"u8.ToArray(), MediaTypes.Keynote),
        ("Index/MasterSlide"u8.ToArray(), MediaTypes.Keynote),
        ("Index/TemplateSlide"u8.ToArray(), MediaTypes.Keynote),
        ("index.apxl"u8.ToArray(), MediaTypes.Keynote),
        ("AndroidManifest.xml"u8.ToArray(), MediaTypes.AndroidPackage),
        ("classes.dex"u8.ToArray(), MediaTypes.AndroidPackage),
    ];

    private string? part;
    private string? entry;
    private int count;
    private bool hasRelations;
    private bool hasPass;
    private bool hasPassManifest;
    private bool hasJavaManifest;
    private bool beginsWithJavaManifest;
    private bool hasJavaClass;
    private bool hasOdfContent;
    private bool hasOdfManifest;
    private bool hasIWork;

    /// <summary>Whether the archive has the list of content types, which every Office package must have (ISO/IEC 29500-2, 7.2.3).</summary>
    public bool HasContentTypes { get; private set; }

    /// <summary>Whether a part contains VBA macros or Excel 4 macros.</summary>
    public bool HasOfficeMacros { get; private set; }

    /// <summary>Whether there is a Basic module or a script, in the folders in which OpenDocument keeps them.</summary>
    public bool HasOdfMacros { get; private set; }

    /// <summary>The Office format that the folders suggest.</summary>
    public readonly string? Part => part;

    /// <summary>The type of the archive after all names were added. Names of Office packages do not count.</summary>
    public readonly string TypeOfCompleteArchive
    {
        get
        {
            if (TypeByOtherNames is { } other) return other;
            if (hasIWork) return MediaTypes.IWork;
            return hasOdfContent && hasOdfManifest ? MediaTypes.OpenDocument : MediaTypes.Zip;
        }
    }

    /// <summary>The type by the names so far. An Office package with macros gets a type that no listed extension has.</summary>
    public readonly string Type
    {
        get
        {
            var isPackage = HasContentTypes || hasRelations;
            if (isPackage && HasOfficeMacros)
                return MediaTypes.OfficeMacros;

            return entry ?? (isPackage ? part : null) ?? TypeByOtherNames ?? MediaTypes.Zip;
        }
    }

    private readonly string? TypeByOtherNames => entry
        ?? (beginsWithJavaManifest || (hasJavaManifest && hasJavaClass) ? MediaTypes.JavaArchive : null)
        ?? (hasPass && hasPassManifest ? MediaTypes.Pkpass : null);

    /// <summary>Adds a name. The first and the last byte of a name decide which comparisons it needs.</summary>
    public void Add(ReadOnlySpan<byte> name)
    {
        count++;
        name = ZipNameComparison.Trim(name);
        if (name.IsEmpty) return;
        AddStart(name);
        AddEnd(name);
    }

    private void AddStart(ReadOnlySpan<byte> name)
    {
        switch (ZipNameComparison.Fold(name[0]))
        {
            case (byte)'[':
                HasContentTypes |= ZipNameComparison.Is(name, "[Content_Types].xml"u8);
                break;
            case (byte)'_':
                hasRelations |= ZipNameComparison.Is(name, "_rels/.rels"u8);
                break;
            case (byte)'w' or (byte)'v' or (byte)'f':
                part ??= Match(name, Parts);
                break;
            case (byte)'x':
                part ??= Match(name, Parts);
                HasOfficeMacros |= ZipNameComparison.Starts(name, "xl/macrosheets/"u8);
                break;
            case (byte)'p':
                part ??= Match(name, Parts);
                hasPass |= name.SequenceEqual("pass.json"u8);
                break;
            case (byte)'m':
                AddManifest(name);
                break;
            case (byte)'a' or (byte)'i' or (byte)'c':
                AddDocument(name);
                break;
            case (byte)'b' or (byte)'s':
                AddOdfScript(name);
                break;
        }
    }

    private void AddManifest(ReadOnlySpan<byte> name)
    {
        hasPassManifest |= name.SequenceEqual("manifest.json"u8);
        hasOdfManifest |= name.SequenceEqual("META-INF/manifest.xml"u8);
        hasJavaManifest |= ZipNameComparison.Is(name, "META-INF/MANIFEST.MF"u8);
        beginsWithJavaManifest |= hasJavaManifest && count <= 2;
    }

    private void AddDocument(ReadOnlySpan<byte> name)
    {
        entry ??= Match(name, Entries);
        hasOdfContent |= name.SequenceEqual("content.xml"u8);
        hasIWork |= ZipNameComparison.Is(name, "Index.zip"u8) || name.SequenceEqual("index.xml"u8) || name.SequenceEqual("index.xml.gz"u8);
    }

    private void AddOdfScript(ReadOnlySpan<byte> name)
    {
        var isModule = ZipNameComparison.Starts(name, "Basic/"u8) && !ZipNameComparison.Ends(name, "/script-lb.xml"u8) && !ZipNameComparison.Ends(name, "/script-lc.xml"u8);
        HasOdfMacros |= (isModule || ZipNameComparison.Starts(name, "Scripts/"u8)) && !ZipNameComparison.Ends(name, "/"u8);
    }

    private void AddEnd(ReadOnlySpan<byte> name)
    {
        switch (ZipNameComparison.Fold(name[^1]))
        {
            case (byte)'n':
                HasOfficeMacros |= ZipNameComparison.Ends(name, "vbaProject.bin"u8);
                break;
            case (byte)'s':
                hasJavaClass |= name.EndsWith(".class"u8);
                break;
            case (byte)'a':
                hasIWork |= name.EndsWith(".iwa"u8);
                break;
        }
    }

    private static string? Match(ReadOnlySpan<byte> name, (byte[] Start, string Type)[] table)
    {
        foreach (var (start, type) in table)
        {
            if (ZipNameComparison.Starts(name, start))
                return type;
        }

        return null;
    }
}
