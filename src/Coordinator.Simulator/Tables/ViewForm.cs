namespace Coordinator.Simulator.Tables;

/// <summary>Forms of answers; the names are those of the <c>as</c> parameter of a media type.</summary>
internal enum ViewForm
{
    /// <summary>Objects as they are.</summary>
    Whole,

    /// <summary>Rows of cells, as kubectl prints them.</summary>
    Table,

    /// <summary>The metadata of one object.</summary>
    PartialObjectMetadata,

    /// <summary>The metadata of the objects of a list.</summary>
    PartialObjectMetadataList,
}
