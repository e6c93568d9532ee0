namespace Parhelion.Core.Removing;

/// <summary>Why an attachment was erased, as the ledger and the receipts spell it.</summary>
public static class RemovalReasons
{
    /// <summary>Somebody removed it by its media URL.</summary>
    public const string Removed = "removed";

    /// <summary>Its app was deleted.</summary>
    public const string AppDeleted = "app_deleted";
}
