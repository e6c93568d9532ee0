namespace Parhelion.S3.Tests;

/// <summary>What something between the server and its store may answer in the store's place, or make of the store's answer.</summary>
internal enum Lie
{
    /// <summary>200 with a page, as of a captive portal. The store hears nothing.</summary>
    Page,

    /// <summary>404 with a page, as of a load balancer. The store hears nothing.</summary>
    NotFoundPage,

    /// <summary>404 and no body. The store hears nothing.</summary>
    BareNotFound,

    /// <summary>200 and no body. The store hears nothing.</summary>
    BareOk,

    /// <summary>204. The store hears nothing.</summary>
    NoContent,

    /// <summary>206 with a page. The store hears nothing.</summary>
    PartialPage,

    /// <summary>An answer in XML that nobody knows. The store hears nothing.</summary>
    OddXml,

    /// <summary>The store hears nothing, and an ETag comes back all the same.</summary>
    MadeUpTag,

    /// <summary>The answer without its ETag.</summary>
    NoTag,

    /// <summary>The answer with another ETag.</summary>
    OtherTag,

    /// <summary>The whole object with 200, whatever range was asked for.</summary>
    WholeForRange,

    /// <summary>The range one byte further on.</summary>
    NextRange,

    /// <summary>A body that lacks its last byte, with the length that is left.</summary>
    ShortBody,

    /// <summary>The right header and not all of the body.</summary>
    CutBody,

    /// <summary>Names in XML are percent-encoded.</summary>
    EncodedNames,

    /// <summary>XML that says that there is more.</summary>
    AlwaysMore,

    /// <summary>XML without any name.</summary>
    NoNames,

    /// <summary>The store does it twice.</summary>
    Twice,

    /// <summary>The store does it, and the connection is closed.</summary>
    LostAnswer,

    /// <summary>The store hears nothing for now, and the connection is closed: the request comes later.</summary>
    Late,

    /// <summary>500 with a page, after the store has done it.</summary>
    FaultAfterwards,

    /// <summary>The store does not know the access key.</summary>
    Forbidden,

    /// <summary>The store has no such bucket.</summary>
    NoBucket,

    /// <summary>The store has no such object.</summary>
    NoKey,
}
