using System;
using System.Management.Automation;
using ManagedIdentity.Errors;

namespace ManagedIdentity.Commands;

/// <summary>Makes the engine's error records.</summary>
internal static class ErrorRecords
{
    // Since 7.5 the engine's default view shows the recommended action. Earlier versions hide it.
    private static readonly bool s_showsRecommendation = typeof(PSCmdlet).Assembly.GetName().Version >= new Version(7, 5);

    internal static ErrorRecord From(ErrorReport report)
    {
        bool append = !s_showsRecommendation && report.RecommendedAction is not null;
        string text = append ? report.Message + " " + report.RecommendedAction : report.Message;
        ErrorRecord record = new(report.Exception, report.ErrorId, report.Category, report.Target)
        {
            ErrorDetails = new ErrorDetails(text) { RecommendedAction = report.RecommendedAction ?? string.Empty },
        };
        if (report.Target is string target && target.IndexOf('?') is int query and >= 0)
        {
            // Views print the target's name, and a URL can contain secrets.
            record.CategoryInfo.TargetName = target.Substring(0, query);
        }

        return record;
    }
}
