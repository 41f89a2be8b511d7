function Save-Graph([string] $File, [string] $Uri) {
    try {
        & {
            while ($Uri) {
                $page = Invoke-MgGraphRequest -Method GET -Uri $Uri -OutputType Json
                $page
                $Uri = if ($page -match '"@odata\.nextLink"\s*:\s*"([^"]+)"') { [regex]::Unescape($Matches[1]) }
            }
        } | Set-Content -Path $File -Encoding utf8
        Write-Host "$File written"
    }
    catch {
        Remove-Item -Path $File -ErrorAction Ignore # an incomplete file would look complete
        Write-Warning "$File is missing: $_"
    }
}
