using System;
using System.Management.Automation;
using ManagedIdentity.Errors;

namespace ManagedIdentity.Commands;

/// <summary>Makes the engine's error records.</summary>
internal static class ErrorRecords
{
    // From then on the engine's default view shows the recommended action itself; before, nobody would see it.
    private static readonly bool s_showsRecommendation = typeof(PSCmdlet).Assembly.GetName().Version >= new Version(7, 5);

    internal static ErrorRecord From(ErrorReport report)
    {
        bool append = !s_showsRecommendation && report.RecommendedAction is not null;
        string text = append ? report.Message + " " + report.RecommendedAction : report.Message;
        return new ErrorRecord(report.Exception, report.ErrorId, report.Category, report.Target)
        {
            ErrorDetails = new ErrorDetails(text) { RecommendedAction = report.RecommendedAction ?? string.Empty },
        };
    }
}
